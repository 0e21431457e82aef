"""Compare: is there a request that one set of policies allows and the other does not?"""

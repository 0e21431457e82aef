"""What SageMaker's jobs, models, endpoints and packages share, said once.

`operations` create them one API call a file; what they then do alike is here: hand over the role
(`execution_role`), stand in a network (`workplace`), read inputs (`source`), write results (`result`), pull
images (`image`), lock volumes (`volume`), and send context keys for the parameters they have (`asked`).
"""

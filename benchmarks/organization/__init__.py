"""A synthetic organization, made from a seed, as `audit` would have collected it.

`layout` says what there is and who is let in where; `seats`, `stores`, `pipelines` and `controls` word it as
AWS answers; `write` puts it into a snapshot, account by account; `faults` are what is planted in it.
"""

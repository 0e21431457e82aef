"""Terraform and OpenTofu resources, as plans and static HCL have them in common -> parts of the graph.

A format gives instances: resources and data sources, each with its arguments worked out. Here they
become roles, resources, policies and pipelines. A resource says what its CloudFormation type says, in
other words: the tables of `services` tell which, so that nothing above knows the format.
"""

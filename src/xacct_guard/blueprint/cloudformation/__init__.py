"""Policies as CloudFormation: values, resources, templates, and the YAML they are written in."""

"""Policies as Terraform: expressions, blocks, and the HCL they are written in."""

"""xacct-guard: a policy-as-code validator for cross-account ML pipelines on AWS."""

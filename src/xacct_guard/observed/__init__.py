"""What was done, as AWS CloudTrail recorded it, beside what is granted."""

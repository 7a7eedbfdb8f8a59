"""Outgrown: the log, groups and inbox in one DynamoDB table."""

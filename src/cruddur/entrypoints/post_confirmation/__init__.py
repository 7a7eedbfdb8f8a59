"""The door for Amazon Cognito: its post-confirmation trigger, as a Lambda function."""

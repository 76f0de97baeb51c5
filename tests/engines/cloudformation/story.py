"""A stack's source, and sessions on the emulator, as the tests of this folder use them.

It must not fake any part of CloudFormation.
"""

from coworker.adapters.aws.sessions import Purpose, Sessions
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.model.environment import EngineName, Environment
from coworker.model.policy import Target
from coworker.model.stack import StackId, StackSource, StackSpec

REGION = "eu-west-1"
ACCOUNT = "123456789012"
AT_ONCE = Patience(attempts=3, seconds=0.0, wait=lambda _seconds: None)

QUEUE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Retention:
    Type: Number
    Default: 3600
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: jobs
      MessageRetentionPeriod: !Ref Retention
"""
QUEUE_AND_TOPIC = (
    QUEUE
    + """\
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: news
"""
)


def source(template: str = QUEUE, *, name: str = "jobs", region: str = REGION) -> StackSource:
    stack = StackId(environment="development", name=name)
    spec = StackSpec(
        id=stack,
        environment=Environment.DEVELOPMENT,
        engine=EngineName.CLOUDFORMATION,
        region=region,
        deployed_name=f"development-{name}",
        template="template.yaml",
    )
    return StackSource(spec=spec, files={f"{stack.folder}/template.yaml": template})


def sessions_at(endpoint: str, purpose: Purpose = "plan", account: str = ACCOUNT) -> Sessions:
    return Sessions(
        targets={
            Environment.DEVELOPMENT: Target(environment=Environment.DEVELOPMENT, account=account)
        },
        purpose=purpose,
        environ={
            "AWS_ENDPOINT_URL": endpoint,
            "COWORKER_AWS_EMULATOR": "true",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        },
        run_name="run-1",
    )

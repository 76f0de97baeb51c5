"""CloudFormation: change sets described as Changes (preview), and executed (execute).

It must not let the preview reach the execution: they are two modules with two sets of credentials.
"""

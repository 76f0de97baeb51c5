"""The GitOps co-worker for AWS: requests become reviewed, deployed, tagged changes.

It must not import anything: start-up cost and side effects begin in the shell floor.
"""

__version__ = "0.1.0"

"""Runs inside checkov's own interpreter: checkov's CloudFormation runner over a folder, as JSON.

It must not import the co-worker, reach the network, or heed a template's suppressions.

Started as `python -I checkov_driver.py FOLDER`. It stands in for checkov's command line, of whose
time most goes into frameworks that are not used here and into looking for a configuration file,
a git repository and Prisma Cloud. What `--skip-download` leaves out is left out here too, and
connections are refused besides.
"""

import gc
import json
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn


def _no_network(*_args: object, **_kwargs: object) -> NoReturn:
    message = "checkov runs without network"
    raise OSError(message)


def _no_suppressions(*_args: object, **_kwargs: object) -> list[dict[str, str]]:
    return []


def _record(record: Any) -> dict[str, Any]:  # noqa: ANN401 - checkov has no types here
    first, last = record.file_line_range
    return {
        "check": record.check_id,
        "name": record.check_name,
        "file": Path(record.file_abs_path).name,
        "resource": record.resource,
        "line": first,
        "end_line": last,
    }


def main(folder: Path) -> dict[str, Any]:
    """Scan every file of a folder; which files were read is told, since checkov skips in silence.

    Should checkov's suppressions be read elsewhere one day, they come out as `skipped`.
    """
    # A process that lives for a second: collecting garbage would take a third of its time.
    gc.disable()
    logging.disable(logging.CRITICAL)
    socket.socket.connect = _no_network  # type: ignore[method-assign]
    socket.socket.connect_ex = _no_network  # type: ignore[method-assign]
    socket.getaddrinfo = _no_network

    from checkov.cloudformation.context_parser import (  # type: ignore[import-not-found]  # noqa: PLC0415
        ContextParser,
    )
    from checkov.cloudformation.runner import (  # type: ignore[import-not-found]  # noqa: PLC0415
        Runner,
    )
    from checkov.runner_filter import (  # type: ignore[import-not-found]  # noqa: PLC0415
        RunnerFilter,
    )

    ContextParser.collect_skip_comments = staticmethod(_no_suppressions)
    files = sorted(str(path) for path in folder.iterdir())
    runner = Runner()
    report = runner.run(
        root_folder=None,
        files=files,
        runner_filter=RunnerFilter(framework=["cloudformation"], show_progress_bar=False),
    )
    return {
        "read": sorted(Path(path).name for path in runner.definitions),
        "parsing_errors": sorted(Path(path).name for path in report.parsing_errors),
        "failed": [_record(record) for record in report.failed_checks],
        "skipped": [_record(record) for record in report.skipped_checks],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
    sys.stdout.flush()
    # Interpreter and checkov have nothing left to do that is worth waiting for.
    os._exit(0)

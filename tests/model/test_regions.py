"""The list of regions is the one that AWS publishes with its SDK."""

import json
from pathlib import Path

import botocore

from coworker.model.regions import REGION_NAMED, REGIONS

PARTITIONS = {"aws", "aws-cn", "aws-us-gov", "aws-eusc"}


def test_the_codes_are_those_of_botocore() -> None:
    path = Path(botocore.__file__).parent / "data" / "endpoints.json"
    published = {
        code
        for partition in json.loads(path.read_text(encoding="utf-8"))["partitions"]
        if partition["partition"] in PARTITIONS
        for code in partition["regions"]
    }
    assert set(REGION_NAMED) == published


def test_a_place_names_one_region_alone() -> None:
    names = [
        name.casefold() for region in REGIONS for name in (region.code, region.city, *region.also)
    ]
    assert len(names) == len(set(names))

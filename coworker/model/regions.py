"""AWS's public regions: their codes and the cities or countries that people call them by.

It must not say which regions may be used; that is policy.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """One region: its code, the place in AWS's own name for it, and what else people say."""

    code: str
    city: str
    also: tuple[str, ...] = ()


# Source: botocore's data/endpoints.json, partitions aws, aws-cn, aws-us-gov and aws-eusc; the
# isolated partitions (aws-iso*) are out of reach of GitHub. A test holds the two together.
REGIONS: tuple[Region, ...] = (
    Region(code="af-south-1", city="Cape Town", also=("south africa",)),
    Region(code="ap-east-1", city="Hong Kong"),
    Region(code="ap-east-2", city="Taipei", also=("taiwan",)),
    Region(code="ap-northeast-1", city="Tokyo", also=("japan",)),
    Region(code="ap-northeast-2", city="Seoul", also=("korea", "south korea")),
    Region(code="ap-northeast-3", city="Osaka"),
    Region(code="ap-south-1", city="Mumbai"),
    Region(code="ap-south-2", city="Hyderabad"),
    Region(code="ap-southeast-1", city="Singapore"),
    Region(code="ap-southeast-2", city="Sydney"),
    Region(code="ap-southeast-3", city="Jakarta", also=("indonesia",)),
    Region(code="ap-southeast-4", city="Melbourne"),
    Region(code="ap-southeast-5", city="Malaysia", also=("kuala lumpur",)),
    Region(code="ap-southeast-6", city="New Zealand", also=("auckland",)),
    Region(code="ap-southeast-7", city="Thailand", also=("bangkok",)),
    Region(code="ca-central-1", city="Canada Central", also=("montreal", "canada (central)")),
    Region(code="ca-west-1", city="Calgary"),
    Region(code="eu-central-1", city="Frankfurt"),
    Region(code="eu-central-2", city="Zurich", also=("zürich", "switzerland")),
    Region(code="eu-north-1", city="Stockholm", also=("sweden",)),
    Region(code="eu-south-1", city="Milan", also=("italy", "milano")),
    Region(code="eu-south-2", city="Spain", also=("aragon",)),
    Region(code="eu-west-1", city="Ireland", also=("dublin",)),
    Region(code="eu-west-2", city="London"),
    Region(code="eu-west-3", city="Paris"),
    Region(code="il-central-1", city="Tel Aviv", also=("israel",)),
    Region(code="me-central-1", city="UAE", also=("dubai", "united arab emirates")),
    Region(code="me-south-1", city="Bahrain"),
    Region(code="mx-central-1", city="Mexico Central", also=("queretaro", "mexico")),
    Region(code="sa-east-1", city="Sao Paulo", also=("são paulo", "brazil")),
    Region(
        code="us-east-1",
        city="N. Virginia",
        also=("northern virginia", "north virginia", "virginia"),
    ),
    Region(code="us-east-2", city="Ohio"),
    Region(
        code="us-west-1",
        city="N. California",
        also=("northern california", "north california", "california"),
    ),
    Region(code="us-west-2", city="Oregon"),
    Region(code="cn-north-1", city="Beijing"),
    Region(code="cn-northwest-1", city="Ningxia"),
    Region(code="us-gov-east-1", city="GovCloud US-East", also=("govcloud east",)),
    Region(code="us-gov-west-1", city="GovCloud US-West", also=("govcloud west",)),
    Region(code="eusc-de-east-1", city="European Sovereign Cloud Germany", also=("brandenburg",)),
)

REGION_NAMED = MappingProxyType({region.code: region for region in REGIONS})

"""How bad what checkov finds is: its own severities come from a service that is never called.

It must not leave a check out; one that is not named here is medium.
"""

from coworker.model.finding import Severity

# Data or access open to everyone, rights without bounds, data stored or sent in the clear.
_HIGH = """
    CKV_AWS_2 CKV_AWS_3 CKV_AWS_5 CKV_AWS_16 CKV_AWS_17 CKV_AWS_20 CKV_AWS_24 CKV_AWS_25 CKV_AWS_29
    CKV_AWS_32 CKV_AWS_33 CKV_AWS_42 CKV_AWS_43 CKV_AWS_44 CKV_AWS_45 CKV_AWS_46 CKV_AWS_47
    CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56 CKV_AWS_57 CKV_AWS_60 CKV_AWS_61 CKV_AWS_62
    CKV_AWS_63 CKV_AWS_64 CKV_AWS_69 CKV_AWS_74 CKV_AWS_87 CKV_AWS_89 CKV_AWS_90 CKV_AWS_96
    CKV_AWS_100 CKV_AWS_110 CKV_AWS_164 CKV_AWS_258 CKV_AWS_291 CKV_AWS_366 CKV_AWS_384
    CKV2_AWS_68
"""
# Logs, keys of one's own where AWS's are used already, and what only some workloads need.
_LOW = """
    CKV_AWS_18 CKV_AWS_23 CKV_AWS_26 CKV_AWS_27 CKV_AWS_65 CKV_AWS_66 CKV_AWS_68 CKV_AWS_71
    CKV_AWS_73 CKV_AWS_76 CKV_AWS_80 CKV_AWS_84 CKV_AWS_85 CKV_AWS_86 CKV_AWS_91 CKV_AWS_92
    CKV_AWS_95 CKV_AWS_101 CKV_AWS_104 CKV_AWS_115 CKV_AWS_116 CKV_AWS_117 CKV_AWS_118 CKV_AWS_119
    CKV_AWS_120 CKV_AWS_136 CKV_AWS_149 CKV_AWS_158 CKV_AWS_160 CKV_AWS_166 CKV_AWS_173
    CKV_AWS_187 CKV_AWS_193 CKV_AWS_194 CKV_AWS_195 CKV_AWS_197 CKV_AWS_317 CKV_AWS_367
    CKV_AWS_368 CKV_AWS_373
"""
_SEVERITIES = {
    **dict.fromkeys(_HIGH.split(), Severity.HIGH),
    **dict.fromkeys(_LOW.split(), Severity.LOW),
}
KNOWN_CHECKS = frozenset(_SEVERITIES)


def severity_of(check: str) -> Severity:
    """The severity of one of checkov's checks, by its id."""
    return _SEVERITIES.get(check, Severity.MEDIUM)

"""Conditions of policies, with the operators that ours use."""

import re


def pattern(text, value):
    return re.fullmatch(re.escape(text).replace(r'\*', '.*').replace(r'\?', '.'), value) is not None


OPERATORS = {
    'ArnLike': pattern,
    'Bool': lambda wanted, found: str(wanted).lower() == str(found).lower(),
    'NumericLessThan': lambda wanted, found: float(found) < float(wanted),
    'StringEquals': lambda wanted, found: wanted == found,
    'StringLike': pattern,
}


def texts(value):
    return value if isinstance(value, list) else [value]


def hold(conditions, context):
    """True if all conditions hold. None of these operators holds for a key that the request does not have."""
    return all(
        any(OPERATORS[operator](wanted, found) for wanted in texts(values) for found in texts(context.get(key, [])))
        for operator, keys in (conditions or {}).items()
        for key, values in keys.items()
    )

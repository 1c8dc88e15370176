"""CDK's kubectl handler, with errors that fit into what CloudFormation takes of them.

kubectl repeats the whole object in the error of a refused change, and CloudFormation says of anything over 4 KB only
"Response object is too long". What matters of it is short: which object, and what the API server says.
"""

import json
import logging
import re

import index

logger = logging.getLogger()

# Of the 4096 bytes of a response, the stack trace, the log's name and the ids around the message take up to 1500.
MAX_BYTES = 2400
MAX_LINE = 700

DONE = re.compile(r"^\S+ (created|configured|unchanged|pruned|deleted)( \(.*\))?$")
# The change kubectl wanted to make, and what kind of object it was for.
REPEATED = re.compile(r'^(\{.*|to:|Resource: ".*)$')


def handler(event, context):
    try:
        return index.handler(event, context)
    except Exception as error:
        said = text_of(error)
        # All of it, for whoever looks into the log.
        logger.error(said)
        raise Exception(brief(said)) from None


def text_of(error):
    output = error.args[0] if error.args else ""
    return output.decode("utf-8", "replace") if isinstance(output, bytes) else str(error)


def brief(said):
    lines = [shorten(line) for line in said.splitlines() if line and not DONE.match(line) and not REPEATED.match(line)]
    kept = list(lines)
    while len(kept) > 1 and size(kept) > MAX_BYTES:
        kept.pop()
    if len(kept) < len(lines):
        kept.append(f"and {len(lines) - len(kept)} lines more, in the log")
    return "\n".join(kept) or said[-MAX_LINE:]


def shorten(line):
    """Keeps both ends: the object is at the beginning, and what is wrong with it often at the end."""
    if len(line) <= MAX_LINE:
        return line
    return f"{line[: MAX_LINE - 250]} ... {line[-250:]}"


def size(lines):
    return len(json.dumps("\n".join(lines)))

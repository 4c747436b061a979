# SPDX-License-Identifier: Apache-2.0
"""open_schema.py SCHEMA OUT: a copy of the schema in which nothing that the role app runs names its
organisation, for tests of what row-level security holds back alone.

In each statement, and in each function that a statement calls and that runs with the caller's rights, every
condition `org_id = …` becomes one that only looks whether there is an organisation, so that parameters keep their
types. Such functions are copied (name_open), for those of the role engine call them too, and for that role
no policy would stand behind the condition."""

import os
import re
import shutil
import sys

FUNCTION = re.compile(r"^create or replace function (\w+)\b(.*?)(?=^create |^grant |^revoke |^drop |\Z)", re.S | re.M)
CONDITION = re.compile(r"\b(?:\w+\.)?org_id = (:organisation(?:::uuid)?|p_org|(?:hoshitori\.)?current_org\(\)|\w+\.org_id)")
GRANTS = """
do $open$ declare f regprocedure; begin
  for f in select oid::regprocedure from pg_proc where pronamespace = 'hoshitori'::regnamespace and proname like '%\\_open' loop
    execute format('grant execute on function %s to hoshitori_app', f);
  end loop;
end $open$;
"""


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def opened(text):
    """(text without its conditions, how many there were)."""
    return CONDITION.subn(lambda found: "(%s is not null)" % found[1], text)


def calls(text, names):
    return {name for name in names if re.search(r"\b%s\(" % name, text)}


def renamed(text, names):
    return re.sub(r"\b(%s)\(" % "|".join(sorted(names)), r"\1_open(", text) if names else text


def invokers(folder):
    """Functions that run with their caller's rights: name to definition."""
    found = {}
    for file in sorted(os.listdir(folder)):
        for one in FUNCTION.finditer(read(os.path.join(folder, file))):
            if "security definer" not in one[2].split("$$")[0]:
                found[one[1]] = one[0]
    return found


def main(schema, out):
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(schema, out)
    functions = invokers(os.path.join(schema, "functions"))
    statements = [os.path.join(folder, file) for folder, _, files in os.walk(os.path.join(out, "queries")) for file in files]
    reached, new = set(), calls("".join(map(read, statements)), functions)
    while new:
        reached |= new
        new = set().union(*(calls(functions[name], functions) for name in new)) - reached
    # Also those that hold no condition themselves, when they call one that does.
    copies = {name for name in reached if CONDITION.search(functions[name])}
    while more := {name for name in reached - copies if calls(functions[name].split("(", 1)[1], copies)}:
        copies |= more
    taken = 0
    for path in statements:
        text, count = opened(renamed(read(path), copies))
        taken += count
        write(path, text)
    definitions = []
    for name in sorted(copies):
        text, count = opened(renamed(functions[name], copies))
        taken += count
        definitions.append(text)
    write(
        os.path.join(out, "functions", "zz_open.sql"),
        "set local role hoshitori_engine;\nset local check_function_bodies = off;\n\n" + "\n".join(definitions) + GRANTS,
    )
    if taken < 30 or not copies:
        sys.exit("open_schema.py found %d conditions only: has the way they are written changed?" % taken)
    left = [path for path in statements if re.search(r"org_id\s*=", read(path))]
    if left:
        sys.exit("open_schema.py left a condition in %s" % left)
    print("%d org_id conditions taken out, %d functions copied" % (taken, len(copies)))


if __name__ == "__main__":
    main(*sys.argv[1:])

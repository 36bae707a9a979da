"""`python -m tests.contract.freeze_codes` writes down codes that were added. It refuses to forget one."""
import json

from tests.protocol.test_kinds import FROZEN, declared, test_no_code_disappears_or_changes_its_type

if __name__ == "__main__":
    if FROZEN.exists():
        test_no_code_disappears_or_changes_its_type()
    FROZEN.write_text(json.dumps(declared(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")

"""What pages, the API and the command line read about imports."""

from qudao.intake.selectors.mappings import (
    FieldRow,
    FileColumn,
    MappingPage,
    mapping_page,
    saved_mappings,
)
from qudao.intake.selectors.runs import (
    KindChoice,
    Preview,
    RejectRow,
    Result,
    RunPage,
    RunRow,
    count_of_runs,
    import_list,
    kind_choices,
    preview_of,
    reject_lines,
    rejects_of,
    result_of,
    run_page,
    sources_used,
)

__all__ = [
    "FieldRow",
    "FileColumn",
    "KindChoice",
    "MappingPage",
    "Preview",
    "RejectRow",
    "Result",
    "RunPage",
    "RunRow",
    "count_of_runs",
    "import_list",
    "kind_choices",
    "mapping_page",
    "preview_of",
    "reject_lines",
    "rejects_of",
    "result_of",
    "run_page",
    "saved_mappings",
    "sources_used",
]

"""Every code that this package can give, so that the pages can be held to word each of them."""

from __future__ import annotations

FILE_CODES = frozenset(
    {
        "archive_bomb",
        "archive_broken",
        "encoding_unknown",
        "encoding_wrong",
        "file_empty",
        "file_too_large",
        "header_missing",
        "line_too_long",
        "mapping_broken",
        "not_a_table_file",
        "not_a_workbook",
        "old_or_encrypted_workbook",
        "row_not_readable",
        "sheet_missing",
        "table_missing",
        "table_not_found",
        "too_many_cells",
        "too_many_columns",
        "too_many_merges",
        "too_many_rows",
        "workbook_broken",
        "workbook_encrypted",
        "workbook_text_too_large",
        "workbook_too_many_parts",
        "workbook_without_sheets",
    }
)

RULE_CODES = frozenset(
    {
        "above_maximum",
        "below_minimum",
        "boolean_not_understood",
        "choice_unknown",
        "control_character",
        "currency_conflict",
        "currency_unknown",
        "date_ambiguous",
        "date_not_understood",
        "date_out_of_range",
        "date_without_day",
        "digits_lost",
        "key_ambiguous",
        "key_not_found",
        "number_not_understood",
        "number_not_whole",
        "number_out_of_range",
        "one_of_required",
        "required",
        "spreadsheet_error",
        "text_not_decodable",
        "text_too_long",
    }
)

REMARK_CODES = frozenset({"day_assumed", "formula_text", "percent_assumed"}) | RULE_CODES
ASIDE_CODES = frozenset({"total", "note", "repeated_header", "filtered"})

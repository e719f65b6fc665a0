"""What can be wrong with a file or a row, in sentences: engines give codes, people read these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Params = Mapping[str, object]
_MEGABYTE = 1024 * 1024

FILES: dict[str, _StrPromise] = {
    "archive_bomb": _("The packed file unfolds to far more than it should; it was not opened."),
    "archive_broken": _("The packed file is damaged. Pack it again."),
    "encoding_unknown": _("The text's encoding was not recognised. Save it as CSV UTF-8."),
    "encoding_wrong": _("The text is not in the encoding %(encoding)s. Save it as CSV UTF-8."),
    "file_empty": _("The file is empty."),
    "file_too_large": _("The file is larger than %(megabytes)s MB. Split it."),
    "header_missing": _("The file has no column “%(header)s”."),
    "line_too_long": _("A line has more than %(limit)s characters; this is no table."),
    "mapping_broken": _("The saved columns do not fit this kind of import. Choose them anew."),
    "not_a_table_file": _("This is no table. Send a CSV or XLSX file."),
    "not_a_workbook": _("This is no Excel workbook. Send a CSV or XLSX file."),
    "old_or_encrypted_workbook": _("An old or locked workbook. Save it as XLSX without password."),
    "row_not_readable": _("Row %(row)s cannot be read: a quotation mark is probably not closed."),
    "sheet_missing": _("The workbook has no sheet “%(sheet)s”."),
    "table_missing": _("Values are looked up in “%(table)s”. Add that file, too."),
    "table_not_found": _("No table was found: no row looks like headings above data."),
    "too_many_cells": _("The sheet spans more than %(limit)s cells. Delete what lies outside it."),
    "too_many_columns": _("The table has more than %(limit)s columns."),
    "too_many_merges": _("The sheet has more than %(limit)s merged ranges. Take them apart."),
    "too_many_rows": _("The file has more than %(limit)s rows. Split it."),
    "workbook_broken": _("The workbook is damaged. Open it, and save it anew as XLSX."),
    "workbook_encrypted": _("The workbook has a password. Save it without one."),
    "workbook_text_too_large": _("The texts of the workbook are too large to be opened safely."),
    "workbook_too_many_parts": _("The workbook consists of more than %(limit)s parts."),
    "workbook_without_sheets": _("The workbook has no sheet with cells."),
    # of a run
    "not_permitted": _("The person who started this may not write such rows any more."),
    "worker_lost": _("The work broke off several times. Ask your administrator for the log."),
}

RULES: dict[str, _StrPromise] = {
    "above_maximum": _("At most %(maximum)s."),
    "below_minimum": _("At least %(minimum)s."),
    "boolean_not_understood": _("Neither yes nor no."),
    "choice_unknown": _("Not one of the known words for this."),
    "control_character": _("An invisible control character stands in the text."),
    "currency_conflict": _("The amount names another currency than its column."),
    "currency_unknown": _("Not a currency, such as CNY or USD."),
    "date_ambiguous": _("Day and month cannot be told apart. Write year-month-day."),
    "date_not_understood": _("Not a date. Write year-month-day."),
    "date_out_of_range": _("The date lies outside %(earliest)s to %(latest)s."),
    "date_without_day": _("The day is missing. Write year-month-day."),
    "digits_lost": _("Excel has rounded this number. Format the column as text."),
    "key_ambiguous": _("The key stands for several different rows in “%(table)s”."),
    "key_not_found": _("The key is not in “%(table)s”."),
    "number_not_understood": _("Not a number."),
    "number_not_whole": _("Not a whole number."),
    "number_out_of_range": _("The number is absurdly large."),
    "one_of_required": _("One of these must be filled in."),
    "required": _("Must be filled in."),
    "spreadsheet_error": _("The cell holds an error, such as #REF!."),
    "text_not_decodable": _("Characters are broken. Save the file as CSV UTF-8."),
    "text_too_long": _("The text is too long."),
    # of the rooms
    "amount_too_large": _("The amount is too large."),
    "code_of_a_family": _("A product family has this code."),
    "control_sign": _("Remove the control characters."),
    "key_taken": _("A partner in somebody else's charge has this number."),
    "no_such_period": _("No such year or quarter."),
    "not_a_code": _("A code has 1 to 40 characters and no slash."),
    "out_of_bounds": _("The value is out of bounds."),
    "partner_exists": _(
        "A partner of this name and city, or of this official number, is there already. If this "
        "is another company, give it a number of your own."
    ),
    "partner_unknown": _("No partner has this number or name. Import partners first."),
    "period_runs_backwards": _("The period ends before it starts."),
    "quota_contradicts": _("An earlier row gives another target for the same person and period."),
    "price_contradicts": _("An earlier row gives another price for the same day."),
    "product_unknown": _("No product has this code or name. Import products first."),
    "supplies_others": _("It supplies other partners, and so it stays a distributor."),
    "taken": _("Another record has this number already."),
    "too_deep": _("This would stand too deep in the tree."),
    "too_long": _("The text is too long."),
    "too_many_decimals": _("Too many decimals; an amount has at most four."),
    "unknown": _("Nobody knows this value."),
}

REMARKS: dict[str, _StrPromise] = {
    "day_assumed": _("a month without a day was taken as its first day"),
    "formula_text": _("text that looks like a formula was kept as text"),
    "percent_assumed": _("a bare number was taken as per cent"),
}

NOTES: dict[str, _StrPromise] = {
    "customer_added": _("customers were added because opportunities name them"),
    "industry_unknown": _("rows name an industry that is not in the tree; it was left out"),
    "name_elsewhere": _(
        "rows name a company that another city of the file has too, without a number; kept apart"
    ),
    "number_left_out": _("rows have a wrong official number; it was left out"),
    "number_unproven": _("official numbers are wrong; they were kept and marked as unproven"),
    "partner_alike": _(
        "rows name a company that is a partner already; their own numbers made them new ones"
    ),
    "region_unknown": _("rows name a place that is not in the tree; it was left out"),
    "website_left_out": _("rows have something that is no web address; it was left out"),
}

MERGED = "merged"  # as the rows are listed that told of one that is there

ASIDES: dict[str, _StrPromise] = {
    "total": _("totals"),
    "note": _("notes"),
    "repeated_header": _("repeated headings"),
    "filtered": _("rows of another kind"),
}


def file_problem(code: str, params: Params) -> str:
    """Why a file cannot be used, and what to do."""
    limit = params.get("limit")
    shown: dict[str, object] = {**params}
    if isinstance(limit, int):
        shown["megabytes"] = limit // _MEGABYTE
    return _worded(FILES, code, shown, gettext("The file cannot be used."))


def rule_words(code: str, params: Params) -> str:
    """Which rule a value breaks."""
    return _worded(RULES, code, params, gettext("The value breaks a rule."))


def remark_words(code: str) -> str:
    """What was assumed about a value that was taken."""
    if code in RULES:
        return gettext("left out: %(rule)s") % {"rule": rule_words(code, {})}
    return str(REMARKS.get(code, code))


def note_words(code: str) -> str:
    if code == MERGED:
        return gettext("rows told of one that an earlier row or the programme has; merged into it")
    return str(NOTES.get(code, code))


def aside_words(code: str) -> str:
    return str(ASIDES.get(code, code))


def _worded(words: Mapping[str, _StrPromise], code: str, params: Params, otherwise: str) -> str:
    if code not in words:
        return otherwise
    try:
        return str(words[code]) % params
    except (KeyError, ValueError):  # figures of an older version
        return otherwise

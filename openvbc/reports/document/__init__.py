"""One report document, and its five renderers: text, page, CSV, workbook, JSON."""

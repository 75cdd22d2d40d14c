"""A formula is written once and has several readers: exact arithmetic, fractions, bounds, arrays, words, Excel."""

"""Reports of a replay of published results: text, JSON, one HTML page, and the page “How exact is it?”."""

"""The documentation as a site: ``make docs``.

The pages are the project's own Markdown files, wherever they stand, so that a link holds on the site as it does in a
checkout. Nothing is fetched, neither when the site is built nor when it is read.
"""

from importlib.metadata import version as version_of

project = "wire-dedup"
version = release = version_of("wire-dedup")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

root_doc = "docs/index"
include_patterns = [
    "*.md",
    "docs/**.md",
    "benchmarks/README.md",
    "benchmarks/gold/README.md",
    "benchmarks/results/**.md",
    "dedup/samples/README.md",
]
exclude_patterns = [".*", "bench-data", "demo-data", "dedup-data", "build", "dist", "docs/shots"]

myst_heading_anchors = 4
suppress_warnings = ["toc.not_included"]  # tables of results, which the benchmark's page leads to
autodoc_typehints = "description"
autodoc_member_order = "bysource"
nitpicky = False

html_theme = "furo"
html_title = "wire-dedup"
html_show_copyright = False
html_show_sphinx = False

project = "A course"
extensions = ["myst_parser"]
html_static_path = ["_static"]
html_js_files = [("lstm-conveyor.single.js", {"type": "module"})]

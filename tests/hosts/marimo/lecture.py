import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    from lstm_conveyor import Conveyor

    w = mo.ui.anywidget(Conveyor())
    w
    return mo, w


@app.cell
def _(mo, w):
    mo.md(f"at step {w.step}")
    return


if __name__ == "__main__":
    app.run()

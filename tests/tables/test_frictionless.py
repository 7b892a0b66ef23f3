"""A stranger who knows Frictionless Data Packages, and not this book, reads the tables without a complaint."""

from conftest import ROOT
from frictionless import Package


def test_the_data_are_a_valid_data_package() -> None:
    report = Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) > 30

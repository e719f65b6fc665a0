"""What pyproject.toml cannot say: folders of the source tree that a wheel carries inside itself."""

from setuptools import find_packages, setup

# Read by path and never imported; settings.py knows both places.
CARRIED = ("templates", "templates_django", "docs")

setup(
    packages=[*find_packages(include=["qudao*"]), *(f"qudao.site.{name}" for name in CARRIED)],
    package_dir={f"qudao.site.{name}": name for name in CARRIED},
)

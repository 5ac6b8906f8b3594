"""h2r-link: a wizard that links ConnectWise PSA to Hire2Retire."""

__version__ = "0.1.0"

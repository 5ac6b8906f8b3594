"""Where a ConnectWise PSA responds, read from anything an admin may paste."""

"""Every parser that meets foreign bytes, as a target: for hypothesis, and longer for atheris."""

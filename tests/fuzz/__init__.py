"""Every parser of untrusted bytes as a target, for hypothesis, and longer for atheris."""

"""The pages of a hand-over between two people: request, answer, and what arrived."""

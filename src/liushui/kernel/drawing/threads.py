"""The fixed sum that one drawn line stands for."""


def thread_of(total: int, wanted: int) -> int:
    """A round sum (1, 2 or 5 and zeros) that parts ``total`` minor units in at most ``wanted``."""
    step = 1
    while True:
        for round_sum in (step, 2 * step, 5 * step):
            if round_sum * wanted >= total:
                return round_sum
        step *= 10

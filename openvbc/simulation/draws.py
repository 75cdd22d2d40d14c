"""Draws of standard normal numbers, by the name of what they are for: the same for a seed, in parts, stratified.

Each source has a stream of its own, so that another source, another contract or a changed term changes no draw: two
forecasts differ by what was changed and not by luck. In each part the numbers are a Latin hypercube: one in each of as
many equal slices of probability, in random order. Only uniform numbers are taken from NumPy, whose other distributions
may change from version to version.
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Independent parts, from whose spread the standard error of every figure is taken.
PARTS = 16
#: More scenarios than this in a part would only take memory: then there are more parts.
_LARGEST_PART = 16_384


def sizes_of_parts(scenarios: int) -> tuple[int, ...]:
    """How many scenarios each part has: 16 parts at least, none larger than 16,384; none differs by more than one."""
    parts = max(PARTS, -(-scenarios // _LARGEST_PART))
    whole, rest = divmod(scenarios, parts)
    return tuple(whole + (index < rest) for index in range(parts))


def uniforms(seed: int, source: str, part: int, size: int) -> Array:
    """Numbers between 0 and 1 for one source: one in each of `size` equal slices, in random order."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(source.encode()), part])))
    order = np.argsort(generator.random(size))  # no two are equal, so every way of sorting gives this order
    return (order + generator.random(size)) / size


def normals(seed: int, source: str, part: int, size: int) -> Array:
    """Standard normal numbers for one source."""
    return inverse_normal(uniforms(seed, source, part, size))


def check_sum(seed: int, source: str, size: int) -> str:
    """The check sum of the first draws of a source, by which two machines see that they draw alike."""
    return f"{crc32(uniforms(seed, source, 0, size).tobytes()):08x}"


def inverse_normal(probability: Array) -> Array:
    """The standard normal number below which a draw lies with this probability (Wichura 1988, AS 241)."""
    middle = probability - 0.5
    central = np.abs(middle) <= _CENTRAL
    ratio = _CENTRAL**2 - middle * middle
    found = middle * _polynomial(_A, ratio) / _polynomial(_B, ratio)
    tails = ~central
    if np.any(tails):
        nearer = np.minimum(probability[tails], 1.0 - probability[tails])
        root = np.sqrt(-np.log(np.maximum(nearer, np.finfo(np.float64).tiny)))
        near, far = root - _SPLIT_SHIFT, root - _SPLIT
        value = np.where(
            root <= _SPLIT,
            _polynomial(_C, near) / _polynomial(_D, near),
            _polynomial(_E, far) / _polynomial(_F, far),
        )
        found[tails] = np.copysign(value, middle[tails])
    return found


def _polynomial(coefficients: tuple[float, ...], at: Array) -> Array:
    """The polynomial with these coefficients, the constant first."""
    value = np.full_like(at, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value *= at
        value += coefficient
    return value


_CENTRAL, _SPLIT, _SPLIT_SHIFT = 0.425, 5.0, 1.6
_A = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_B = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
    3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
_C = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
_D = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
    1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
_E = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
_F = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
    1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip

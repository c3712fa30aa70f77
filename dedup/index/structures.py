"""The two FAISS structures a semantic index goes through: exact while small, an inverted file when it has grown.

Both replace a key that is added again: FAISS itself accepts an id twice and then removes only one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from dedup.index.openmp import faiss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Vectors

_faiss: Any = faiss  # its type stubs lack half of it

SAMPLE_PER_CLUSTER = 64
"""Vectors a cluster is trained on. FAISS warns below 39 and ignores what is above 256."""
_LEAST_PER_CLUSTER = 39
_ITERATIONS = 10
_AT_ONCE = 64
"""Clusters that are found in one go; more are found in two steps."""
_CHUNK = 4096
_LARGEST = 127
"""Values are rounded to whole numbers from minus this to this; a cosine of 384 of them moves by 0.001."""


class Structure(Protocol):
    """What the index asks of either structure. Not for several threads: the index guards it."""

    @property
    def index(self) -> Any:  # noqa: ANN401 - FAISS has no types
        """The FAISS index, for a snapshot."""
        ...

    def __len__(self) -> int:
        """How many items it holds."""
        ...

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Add items with distinct keys, replacing those that are there."""
        ...

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        ...

    def search(self, vectors: Vectors, count: int) -> tuple[NDArray[np.float32], Keys]:
        """Cosines and keys of the nearest items, key -1 where there are fewer."""
        ...

    def chunks(self) -> Iterator[tuple[Keys, Vectors]]:
        """All items, piece by piece; what changes between two pieces may show in either state or not at all."""
        ...


class ExactStructure:
    """Every vector in half precision, compared one by one: 3 ms for 50,000 on two cores.

    Args:
        dimension: Of the vectors.
        index: Read from a snapshot; None starts empty.
    """

    def __init__(self, dimension: int, index: Any = None) -> None:  # noqa: ANN401 - FAISS has no types
        if index is None:
            codes = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
            index = faiss.IndexIDMap(codes)
        self._dimension = dimension
        self._keys: set[int] = set(faiss.vector_to_array(index.id_map).tolist())
        self.index = index

    def __len__(self) -> int:
        """How many items it holds."""
        return int(self.index.ntotal)

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Add items with distinct keys, replacing those that are there."""
        self.remove(keys)
        self.index.add_with_ids(vectors, keys)
        self._keys.update(keys.tolist())

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        if not self._keys.isdisjoint(keys.tolist()):  # FAISS goes through all items even where there is none to remove
            self.index.remove_ids(faiss.IDSelectorBatch(keys))
            self._keys.difference_update(keys.tolist())

    def search(self, vectors: Vectors, count: int) -> tuple[NDArray[np.float32], Keys]:
        """Cosines and keys of the nearest items, key -1 where there are fewer."""
        cosines, keys = self.index.search(vectors, count)
        return cosines, keys

    def chunks(self) -> Iterator[tuple[Keys, Vectors]]:
        """All items; copied whole at the first piece, since a removal moves those behind it."""
        keys = faiss.vector_to_array(self.index.id_map)
        inner: Any = faiss.downcast_index(self.index.index)
        codes = faiss.vector_to_array(inner.codes)
        vectors = codes.view(np.float16).reshape(-1, self._dimension)
        for start in range(0, len(keys), _CHUNK):
            yield keys[start : start + _CHUNK], vectors[start : start + _CHUNK].astype(np.float32)


class InvertedStructure:
    """Vectors in clusters, 8 bits a value, of which a search visits the nearest clusters.

    Queries are rounded like the vectors, so that both are multiplied as whole numbers: a million passages take half of
    the time that codes of their own for each value take, and find as much. A hash table from key to place makes a
    removal a matter of microseconds.

    Args:
        index: An ``IndexIVFScalarQuantizer``, from :func:`train_inverted` or a snapshot. What values are multiplied by
            before they are rounded stands in a field that FAISS saves and codes of this kind have no use for.
    """

    def __init__(self, index: Any) -> None:  # noqa: ANN401 - FAISS has no types
        self.index = index
        self._scale = np.float32(index.sq.rangestat_arg)

    def __len__(self) -> int:
        """How many items it holds."""
        return int(self.index.ntotal)

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Add items with distinct keys, replacing those that are there."""
        self.remove(keys)
        self.index.add_with_ids(self._rounded(vectors), keys)

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        self.index.remove_ids(faiss.IDSelectorArray(keys))  # the only selector that goes by the hash table

    def search(self, vectors: Vectors, count: int) -> tuple[NDArray[np.float32], Keys]:
        """Cosines and keys of the nearest items, key -1 where there are fewer.

        The square root of the clusters is visited: 49 of 2,360 found the nearest of 348,000 passages for 98.3 % of
        1,000 of rewrites, in 0.31 ms each. Where that is less than four times what was asked for, more.
        """
        clusters = self.index.nlist
        needed = 4 * count * clusters / max(len(self), 1)
        visits = min(clusters, int(np.ceil(max(np.sqrt(clusters), needed))))
        visit = _faiss.SearchParametersIVF(nprobe=visits)
        products, keys = self.index.search(self._rounded(vectors), count, params=visit)
        return products / self._scale**2, keys

    def chunks(self) -> Iterator[tuple[Keys, Vectors]]:
        """All items, a cluster a piece; an item that changes between two pieces may be in both or in none."""
        lists = self.index.invlists
        for cluster in range(self.index.nlist):
            size = lists.list_size(cluster)
            if size == 0:
                continue
            keys = faiss.rev_swig_ptr(lists.get_ids(cluster), size).copy()
            codes = faiss.rev_swig_ptr(lists.get_codes(cluster), size * self.index.code_size).copy()
            clusters = np.full(size, cluster, dtype=np.int64)
            vectors = np.empty((size, self.index.d), dtype=np.float32)
            self.index.decode_vectors(size, *map(faiss.swig_ptr, (codes, clusters, vectors)))
            vectors /= self._scale
            yield keys, vectors

    def _rounded(self, vectors: Vectors) -> Vectors:
        """Vectors as the codes have them; what is larger than all that was learned from is cut."""
        rounded: Vectors = np.rint(np.clip(vectors * self._scale, -_LARGEST, _LARGEST))
        return rounded


def clusters_for(count: int) -> int:
    """How many clusters so many vectors are cut into: four times the square root, as the FAISS guidelines have it."""
    return max(1, min(round(4 * math.sqrt(count)), count // _LEAST_PER_CLUSTER))


def count_trained_for(clusters: int) -> int:
    """The reverse of :func:`clusters_for`."""
    return max(int((clusters / 4) ** 2), clusters * _LEAST_PER_CLUSTER)


def train_inverted(sample: Vectors, clusters: int, keep_going: Callable[[], bool]) -> InvertedStructure | None:
    """Find the clusters of a sample.

    Many are found in two steps, some large ones first and then those inside each: of 350,000 passages in 3 seconds of a
    core instead of 35, and a search finds its nearest one as often (0.983 of 1,000 passages of rewrites).

    Args:
        sample: Vectors, at least one a cluster.
        clusters: How many to find; where vectors are alike a few less are.
        keep_going: Asked before every step; an answer of False ends it early.

    Returns:
        An empty structure; None if it was ended early.
    """
    large = 1 if clusters <= _AT_ONCE else round(math.sqrt(clusters))
    centres = _centres(sample, large, keep_going)
    if centres is None:
        return None
    _, nearest = _faiss.knn(sample, centres, 1, metric=faiss.METRIC_INNER_PRODUCT)
    found = []
    for place, share in enumerate(_shares(np.bincount(nearest[:, 0], minlength=large), clusters)):
        if share:
            centres = _centres(sample[nearest[:, 0] == place], share, keep_going)
            if centres is None:
                return None
            found.append(centres)
    dimension = sample.shape[1]
    quantizer = faiss.IndexFlatIP(dimension)
    quantizer.add(np.concatenate(found))
    index = _faiss.IndexIVFScalarQuantizer(
        quantizer,
        dimension,
        quantizer.ntotal,
        faiss.ScalarQuantizer.QT_8bit_direct_signed,
        faiss.METRIC_INNER_PRODUCT,
        False,  # noqa: FBT003 - FAISS's own order: whole numbers are kept as they are, not what a cluster leaves of them
    )
    index.sq.rangestat_arg = float(_LARGEST / np.abs(sample).max())
    index.is_trained = True
    index.set_direct_map_type(_faiss.DirectMap.Hashtable)
    return InvertedStructure(index)


def _centres(sample: Vectors, count: int, keep_going: Callable[[], bool]) -> Vectors | None:
    """The centres of so many clusters by Lloyd's iterations; None if it was ended early."""
    limits = {"min_points_per_centroid": 1, "max_points_per_centroid": len(sample)}
    kmeans = _faiss.Kmeans(sample.shape[1], count, niter=1, spherical=True, seed=1, **limits)
    for iteration in range(_ITERATIONS):
        if not keep_going():
            return None
        kmeans.train(sample, init_centroids=kmeans.centroids if iteration else None)
    centres: Vectors = kmeans.centroids
    return centres


def _shares(sizes: NDArray[np.intp], clusters: int) -> list[int]:
    """How many clusters each large one is cut into, by its size: in all so many, and no more than it has vectors."""
    bounds = np.round(np.cumsum(sizes) * (clusters / sizes.sum())).astype(int)
    shares: list[int] = np.minimum(np.maximum(np.diff(bounds, prepend=0), sizes > 0), sizes).tolist()
    return shares

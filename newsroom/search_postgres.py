"""How are stories found and ranked on PostgreSQL without reading every text that holds a common word?

Wagtail's backend computes the rank of each match, for which the database unpacks the whole index of each text. Here
the index is asked which texts match, the first `CANDIDATES` of them in the order of the queryset (else the newest)
are ranked in the database, and the best `BEST` are fetched in that order. A word in the headline counts `HEADLINE`
times as much as one in the text. What a rare word finds is ranked whole.

Everything else, such as unranked searches, fuzzy ones and those of single fields, is Wagtail's own.
"""

from functools import reduce
from operator import add

from django.db.models import CharField, F, FloatField
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.conf import get_app_config
from modelsearch.query import And, Or, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from newsroom.search_order import BEST, HEADLINE, AnyFilter, in_the_order_of, scored

CANDIDATES = 1_000
RANKED = PlainText | Phrase | And | Or


class Capped(AnyFilter):
    """Finds, caps and ranks in one query."""

    def search(self, config, start, stop, score_field=None, backend=None):
        if not self._is_ranked:
            return super().search(config, start, stop, score_field=score_field, backend=backend)
        best = self._best(config)
        found = self.queryset.filter(pk__in=[pk for pk, _ in best])
        if score_field:
            found = scored(found, best, score_field)
        return in_the_order_of(found, best)[start:stop]

    @property
    def _is_ranked(self) -> bool:
        if isinstance(self.query, PlainText) and not self.query.query_string.strip(" -\t\n"):
            return False
        return self.fields is None and self.order_by_relevance and isinstance(self.query, RANKED)

    def _best(self, config) -> list[tuple]:
        """Keys and scores (the higher, the better), asked once for count, page and facets."""
        if not hasattr(self, "_found"):
            self._found = list(self._ranked(self.build_tsquery(self.query, config=config), config))
        return self._found

    def _ranked(self, sought, config):
        model = self.queryset.model
        entries = get_app_config().get_model("IndexEntry").objects
        entries = entries.filter(content_type__in=get_descendants_content_types_pks(model))
        vectors = [
            F(vector.name.removeprefix("index_entries__")) for vector, _ in self.get_search_vectors(sought)
        ]
        hits = entries.annotate(_words_=reduce(_with, vectors)).filter(_words_=sought)
        inside = self.queryset.filter(pk__in=hits.values(key_=Cast("object_id", _key(model))))
        newest = inside if inside.query.order_by else inside.order_by("-pk")
        picked = newest.values(key_=Cast("pk", CharField()))[:CANDIDATES]
        score = self._score(vectors, config)
        ranked = entries.filter(object_id__in=picked).annotate(
            score=score, key=Cast("object_id", _key(model))
        )
        return ranked.order_by("-score", "-key").values_list("key", "score")[:BEST]

    def _score(self, vectors, config):
        weights = (HEADLINE, 1) if len(vectors) > 1 else (1,)
        parts = [
            self.build_tsrank(v, self.query, config=config) * w for v, w in zip(vectors, weights, strict=True)
        ]
        return Cast(reduce(add, parts), FloatField())


def _with(vector, other):
    """Both vectors as one, spelled as in the index that Wagtail makes over them."""
    return vector._combine(other, "||", False)


def _key(model):
    """The field that numbers the rows of the model, or of the one that it inherits from."""
    key = model._meta.pk
    while key.remote_field:
        key = key.target_field
    return key


class SearchCompiler(Capped, PostgresSearchQueryCompiler):
    pass


class AutocompleteCompiler(Capped, PostgresAutocompleteQueryCompiler):
    pass


class Index(PostgresIndex):
    def _refresh_title_norms(self, full=False):
        """Nothing: our ranking uses no norms, and refreshing them reads the whole index at every save."""


class SearchBackend(PostgresSearchBackend):
    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    filters_in_database = True

"""How are stories found and ranked on SQLite without running the search again for every hit?

django-modelsearch 1.3.2 scores each hit with a subquery that repeats the whole full text match, so the time
grows with the square of the hits. Here FTS5 is asked once: it ranks what matches *and* passes the filters of
the queryset (published, topic, permissions), and hands over the best `BEST` keys, which are then fetched in
that order. A word in the headline counts `HEADLINE` times as much as one in the text.

Limits a caller should know:

- a ranked search returns, counts and facets at most `BEST` hits. With `order_by_relevance=False` there is no
  such limit, and every match is visited. Past some hundred thousand stories, use PostgreSQL;
- only the first `WORDS` words of a search count, and `CHARACTERS` characters of each text or phrase in it;
- FTS5 splits text at spaces and punctuation: a language written without spaces is found by whole runs only;
- `fields` can tell the title from the rest, not one field of the rest from another.

Remove this module when modelsearch ranks in one pass by itself.
"""

from django.db.models import Exists, FloatField, Func, OuterRef, Value
from django.utils.functional import cached_property
from modelsearch.backends.database.sqlite.query import AndNot, MatchExpression, SQLiteFTSIndexEntry, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import And, MatchAll, Not, Or, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from newsroom.search_order import BEST, HEADLINE, AnyFilter, in_the_order_of, scored

CHARACTERS = 1_000
WORDS = 16


class OnePass(AnyFilter):
    """Finds, ranks and cuts in one query, whatever the reader typed."""

    def search(self, config, start, stop, score_field=None):
        """The matching part of the queryset, from `start` to `stop`, best first unless told otherwise."""
        query, wanted = self._sought
        if isinstance(query, MatchAll):
            found = self.queryset if wanted else self.queryset.none()
        elif wanted and (self.order_by_relevance or score_field):
            found = self._ranked(score_field)
        else:
            found = self._unranked(query, wanted)
        return found[start:stop]

    @cached_property
    def _sought(self):
        """What to look for, and whether it is wanted or to be left out."""
        query, wanted = normalize(self.query), True
        while isinstance(query, Not):
            query, wanted = query.subquery, not wanted
        return query, wanted

    @cached_property
    def _best(self):
        """Keys and scores (the lower, the better) of the best hits: asked once for count, page and facets."""
        allowed = self.queryset.filter(pk=OuterRef("index_entry__object_id"))
        weights = f"1, 1, {HEADLINE}"  # the columns of the index: autocomplete, body, title
        score = Func(
            template=f"bm25({SQLiteFTSIndexEntry._meta.db_table}, {weights})", output_field=FloatField()
        )
        best = (
            self._hits(self._sought[0])
            .filter(Exists(allowed))
            .annotate(score=score)
            .order_by("score", "-pk")
            .values_list("index_entry__object_id", "score")[:BEST]
        )
        to_python = self.queryset.model._meta.pk.to_python
        return [(to_python(pk), score) for pk, score in best]

    def _ranked(self, score_field=None):
        found = self.queryset.filter(pk__in=[pk for pk, _ in self._best])
        if score_field:
            found = scored(found, self._best, score_field)
        return in_the_order_of(found, self._best) if self.order_by_relevance else _in_some_order(found)

    def _unranked(self, query, wanted):
        keys = self._hits(query).values("index_entry__object_id")
        found = self.queryset.filter(pk__in=keys) if wanted else self.queryset.exclude(pk__in=keys)
        return _in_some_order(found)

    def _hits(self, query):
        """Rows of the index that match and belong to the model or to one that inherits from it."""
        expression = self._expression(query, allowance=iter(range(WORDS)))
        if not expression:
            return SQLiteFTSIndexEntry.objects.none()
        return SQLiteFTSIndexEntry.objects.filter(
            MatchExpression(self._columns, Value(expression)),
            index_entry__content_type__in=get_descendants_content_types_pks(self.queryset.model),
        )

    @property
    def _columns(self):
        """The index has one column for titles and one for everything else."""
        rest = self.FTS_TABLE_FIELDS[-1]
        if self.fields is None:
            return self.FTS_TABLE_FIELDS
        return sorted({"title" if field == "title" else rest for field in self.fields})

    def _expression(self, query, allowance):
        """The search in FTS5's language, every word quoted; empty when no word is left to look for."""
        if isinstance(query, Phrase):
            words = _words(query.query_string, allowance)
            return _quoted(" ".join(words)) if words else ""
        if isinstance(query, PlainText):
            words = [_quoted(word) for word in _words(query.query_string, allowance)]
            if words and self.LAST_TERM_IS_PREFIX:
                words[-1] += "*"
            return f" {query.operator.upper()} ".join(words)
        if isinstance(query, AndNot):
            wanted, unwanted = (self._expression(q, allowance) for q in (query.subquery_a, query.subquery_b))
            return f"({wanted}) NOT ({unwanted})" if wanted and unwanted else wanted
        if isinstance(query, And | Or):
            parts = [f"({part})" for q in query.subqueries if (part := self._expression(q, allowance))]
            return (" AND " if isinstance(query, And) else " OR ").join(parts)
        return self.build_search_query_content(self.query)  # which names what it does not know


def _words(text, allowance):
    """The words worth looking for, as long as the allowance of the whole search lasts.

    FTS5 sees no word in “&” or an emoji, and reads nothing after a NUL.
    """
    readable = text[:CHARACTERS].replace("\0", " ").encode(errors="ignore").decode()
    words = (word for word in readable.split() if any(map(str.isalnum, word)))
    return [word for word, _ in zip(words, allowance, strict=False)]


def _quoted(word):
    return '"' + word.replace('"', '""') + '"'


def _in_some_order(found):
    """Newest first unless the queryset has an order: pages of a long list must neither overlap nor skip."""
    return found if found.query.order_by else found.order_by("-pk")


class SearchCompiler(OnePass, SQLiteSearchQueryCompiler):
    pass


class AutocompleteCompiler(OnePass, SQLiteAutocompleteQueryCompiler):
    pass


class Index(SQLiteIndex):
    def _refresh_title_norms(self, full=False):
        """Nothing: our ranking uses no norms, and refreshing them reads the whole index at every save."""


class SearchBackend(SQLiteSearchBackend):
    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    filters_in_database = True

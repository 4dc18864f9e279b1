"""Migrations at a pace that grows with what they change, not with all that there is.

Around each step Django draws the class of every model that hangs together with the changed one:
in the end all of them, hundreds of times. What most kinds of steps write to the database follows
from their own model and the keys of those that it refers to. Where only these stand in a
migration, no others are drawn.
"""

import copy
from typing import Any

from django.db import migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.utils.functional import cached_property

Key = tuple[str, str]

# Steps that look at one model and the keys that it refers to. Others go Django's own way.
NEAR: set[type[Operation]] = {
    migrations.AddConstraint,
    migrations.AddField,
    migrations.AddIndex,
    migrations.AlterField,
    migrations.AlterModelOptions,
    migrations.AlterUniqueTogether,
    migrations.CreateModel,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    migrations.RunSQL,
}


class NearExecutor(MigrationExecutor):
    """Django's own executor, which draws no more models than a migration needs."""

    def migrate(self, *args: Any, **named: Any) -> ProjectState:
        """Migrate; what is handed back knows all models again."""
        state = super().migrate(*args, **named)
        if isinstance(state, NearState):
            return ProjectState(state.models, state.real_apps)
        return state

    def apply_migration(
        self, state: ProjectState, migration: Migration, *args: Any, **named: Any
    ) -> ProjectState:
        wanted = NearState if all(map(is_near, migration.operations)) else ProjectState
        if type(state) is not wanted:
            state = wanted(state.models, state.real_apps)
        return super().apply_migration(state, migration, *args, **named)


def is_near(step: Operation) -> bool:
    """Whether what it writes follows from its model and the keys that this refers to."""
    if isinstance(step, migrations.AlterField) and (step.field.primary_key or step.field.unique):
        return False  # whoever refers to it is changed as well
    return type(step) in NEAR


class NearState(ProjectState):
    """All models as they stand between two steps; their classes are drawn when asked for."""

    @cached_property
    def apps(self) -> "NearApps":
        return NearApps(self.real_apps, self.models)

    def clone(self) -> "NearState":
        """The same again, to keep while this one changes. It takes along what is drawn."""
        kept = NearState({key: _copied(one) for key, one in self.models.items()}, self.real_apps)
        if "apps" in self.__dict__:
            self.apps.states = kept.models
            kept.apps = self.apps
        return kept

    def reload_model(self, *_: Any, **__: Any) -> None:
        """What was drawn is as before the change: the next who asks gets new classes."""
        self.__dict__.pop("apps", None)


def _copied(one: ModelState) -> ModelState:
    """As ``ModelState.clone``, without asking each field again whether it is a sound one."""
    same = copy.copy(one)
    same.fields, same.options = dict(one.fields), dict(one.options)
    return same


class NearApps(StateApps):
    """Classes of models, each drawn when it is asked for, with those that it refers to."""

    def __init__(self, real_apps: set[str], states: dict[Key, ModelState]) -> None:
        super().__init__(real_apps, {})  # type: ignore[arg-type]
        self.states = states
        self._whole: set[Key] = set()

    def get_model(
        self, app_label: str, model_name: str | None = None, *rest: Any, **named: Any
    ) -> type[models.Model]:
        if model_name is None:
            app_label, model_name = app_label.split(".")
        self._draw((app_label, model_name.lower()))
        return super().get_model(app_label, model_name, *rest, **named)

    def _draw(self, key: Key) -> None:
        """One model, and all that its own columns and rules refer to."""
        if key not in self.states or key in self._whole:
            return
        self._whole.add(key)
        self._draw_keys_of(key, all_fields=True)

    def _draw_keys_of(self, key: Key, *, all_fields: bool = False) -> None:
        """One model; of those that it refers to, only what its keys need unless ``all_fields``."""
        state = self.states.get(key)
        if state is None:
            return
        if key[1] not in self.all_models[key[0]]:
            with self.bulk_update():
                state.render(self)
        elif not all_fields:
            return
        for field in state.fields.values():
            if all_fields or field.primary_key or field.unique:
                for end in ("model", "through"):
                    other = getattr(field.remote_field, end, None)
                    if other is not None:
                        self._draw_keys_of(resolve_relation(other, *key))

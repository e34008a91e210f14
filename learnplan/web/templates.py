"""How templates are compiled: what never changes is settled then, and not at every request.

And what people wrote turns nothing that stands beside it, wherever a template writes it.
"""

import re
from collections.abc import Callable, MutableMapping
from typing import Any, cast

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import (  # type: ignore[attr-defined]  # _escape_inner is theirs
    Markup,
    _escape_inner,
    escape,
)

from learnplan.core.directions import isolated

_IN_A_FIELD = re.compile(r'(?:\bvalue="|<textarea\b[^<>]*>)$')
"""What stands before something that is to come back as it was typed."""
SETTLED = frozenset({"icon", "mine_url", "ours_url"})
"""Globals that answer the same words in the same way at all times, in both wings."""


def written(value: object) -> str:
    """``value`` as it stands on a page: escaped and set apart, unless it is markup.

    As ``escape`` has it; but what is only put together with the rest of a page need not be
    wrapped as markup before, of which a page has a thousand.
    """
    if type(value) is str:
        return _escape_inner(value if value.isascii() else isolated(value))
    return value if type(value) is Markup else escape(value)


class _Settling(CodeGenerator):
    """Calls of what is ``SETTLED`` with words of the template are answered while it is compiled."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._typed: set[int] = set()

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - as Jinja has it
        """Write some of a page; what goes into a field is left as it was typed."""
        before = ""
        for child in node.nodes:
            if _IN_A_FIELD.search(before):
                self._typed.add(id(child))
            before = child.data if isinstance(child, nodes.TemplateData) else ""
        super().visit_Output(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 - as Jinja has it
        """Write the answer where it is settled, else the call."""
        try:
            self.write(repr(self._settled(node)))
        except nodes.Impossible:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if isinstance(node, nodes.Call):
            node = nodes.Const(self._settled(node))
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.{'escaped' if id(node) in self._typed else 'written'}(")

    def _settled(self, node: nodes.Call) -> Any:
        """What a call is always answered.

        Raises:
            Impossible: that is not known before it is made.
        """
        if not (isinstance(node.node, nodes.Name) and node.node.name in SETTLED):
            raise nodes.Impossible
        if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            raise nodes.Impossible
        answer = cast("Callable[..., Any]", self.environment.globals[node.node.name])
        return answer(*(arg.as_const() for arg in node.args))


class Templates(Environment):
    """Templates that all have the same globals, so that none of them compares its own with others'.

    Jinja does so at each import of a part, of which a page has fifteen.
    """

    code_generator_class = _Settling
    written = staticmethod(written)
    escaped = staticmethod(escape)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of all, unless a template is given more (``d``)."""
        return super().make_globals(d) if d else self.globals

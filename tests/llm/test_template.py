import pytest

from vacli.core.errors import ModelMissing
from vacli.core.words import Message

pytest.importorskip("llama_cpp", reason="pip install 'vacli[llm]'")

from vacli.llm.template import ChatTemplate

TALK = [Message("system", "Be kind."), Message("user", "Hello."), Message("assistant", "Hi."), Message("user", "Well?")]
NO_SYSTEM = (
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
    "[{{ m.role }}]{{ m.content }}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
)


def test_a_model_without_a_template_speaks_chatml() -> None:
    template = ChatTemplate("", "", "<|im_end|>")
    assert template.render(TALK[:2]) == (
        "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n"
    )
    assert template.render(TALK[:2], answer=False).endswith("Hello.<|im_end|>\n")
    assert [choice.value for choice in template.choices] == ["ChatML"]


def test_a_template_that_refuses_a_system_message_gets_it_with_the_first_question() -> None:
    template = ChatTemplate(NO_SYSTEM, "<s>", "</s>")
    assert template.render(TALK) == "<s>[user]Be kind.\n\nHello.</s>[assistant]Hi.</s>[user]Well?</s>[assistant]"
    assert template.render(TALK[:1]) == "<s>[user]Be kind.</s>[assistant]"
    assert [choice.name for choice in template.choices] == ["llm.system"]


def test_so_does_one_that_passes_over_it() -> None:
    silent = "{% for m in messages if m.role != 'system' %}[{{ m.role }}]{{ m.content }}{% endfor %}"
    assert ChatTemplate(silent, "", "").render(TALK[:2]) == "[user]Be kind.\n\nHello."


@pytest.mark.parametrize("source", ["{% for %}", "{{ messages[9].content.x }}", "{{ raise_exception('never') }}"])
def test_a_damaged_template_is_a_damaged_model(source: str) -> None:
    with pytest.raises(ModelMissing, match="chat template is damaged"):
        ChatTemplate(source, "", "")


def test_a_template_reaches_nothing_of_python() -> None:
    with pytest.raises(ModelMissing):
        ChatTemplate("{{ ''.__class__.__mro__[1].__subclasses__() }}", "", "")

"""The openai package against `steelyard serve-model`: python openai_client.py BASE MODEL

Every call that the server offers, whole and streamed, with what must hold of the answers; then the
errors that the package must recognise. Prints one line per check and fails at the first that does not hold.
"""
import math
import sys
import time

import openai

base, model = sys.argv[1:3]
client = openai.OpenAI(base_url=base, api_key="check", max_retries=0, timeout=300)
wrong_key = openai.OpenAI(base_url=base, api_key="wrong", max_retries=0)
question = [
    {"role": "system", "content": "You answer in one short sentence."},
    {"role": "user", "content": "What is the capital of France?"},
]


def say(what, shown=""):
    print(f"ok  {what}  {shown}".rstrip(), flush=True)


def fails(kind, what, call):
    try:
        call()
    except kind as e:
        say(what, f"{type(e).__name__}: {e.body['message'][:90]}")
        return e
    raise SystemExit(f"{what}: no {kind.__name__}")


print("openai", openai.__version__)
assert [m.id for m in client.models.list()] == [model]
assert client.models.retrieve(model).owned_by == "steelyard"
say("models")

start = time.monotonic()
greedy = dict(model=model, messages=question, temperature=0, max_tokens=24)
whole = client.chat.completions.create(**greedy, logprobs=True, top_logprobs=3)
choice = whole.choices[0]
assert choice.message.role == "assistant" and "Paris" in choice.message.content, choice
assert choice.finish_reason in ("stop", "length")
tokens = choice.logprobs.content
assert "".join(t.token for t in tokens) == choice.message.content
for t in tokens:  # greedy: the token is the likeliest
    assert t.logprob == t.top_logprobs[0].logprob and t.token == t.top_logprobs[0].token
    assert bytes(t.bytes).decode() == t.token and len(t.top_logprobs) == 3
say("chat, greedy, with log-probabilities", repr(choice.message.content))
usage = whole.usage
assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens

parts, finish, counted = [], None, None
first = None
for chunk in client.chat.completions.create(**greedy, stream=True, stream_options={"include_usage": True}):
    if chunk.usage:
        counted = chunk.usage
    for c in chunk.choices:
        if c.delta.content:
            first = first or time.monotonic()
            parts.append(c.delta.content)
        finish = c.finish_reason or finish
assert "".join(parts) == choice.message.content and finish == choice.finish_reason
assert counted.completion_tokens == usage.completion_tokens and len(parts) > 3
say("chat, streamed: the same text", f"{len(parts)} parts")

drawn = dict(model=model, messages=question, temperature=0.9, top_p=0.95, seed=7, n=3, max_tokens=12)
a = [c.message.content for c in client.chat.completions.create(**drawn).choices]
b = [c.message.content for c in client.chat.completions.create(**drawn).choices]
assert a == b and len(set(a)) > 1, (a, b)
say("three samples, and the same three again with the same seed")

text = "The cat sat on the"
done = client.completions.create(model=model, prompt=text, max_tokens=8, temperature=0, logprobs=2)
scores = done.choices[0].logprobs
assert "".join(scores.tokens) == done.choices[0].text and len(scores.top_logprobs[0]) == 2
assert scores.text_offset[0] == 0
say("completion", repr(done.choices[0].text))

echo = client.completions.create(model=model, prompt=text + done.choices[0].text, max_tokens=0, echo=True, logprobs=0)
told = echo.choices[0].logprobs.token_logprobs
assert told[0] is None or told[0] < 0  # None where the model has no start token
for x, y in zip(told[-len(scores.tokens):], scores.token_logprobs):
    assert math.isclose(x, y, abs_tol=2e-3), (x, y)
say("echo: the scored text has the log-probabilities with which it was generated")

stop = client.completions.create(model=model, prompt="1, 2, 3, 4, 5,", max_tokens=20, temperature=0, stop=[" 8", "9"])
assert "8" not in stop.choices[0].text and stop.choices[0].finish_reason == "stop"
say("stop text", repr(stop.choices[0].text))

ids = client.completions.create(model=model, prompt=["One,", "Two,"], max_tokens=3, temperature=0)
assert [c.index for c in ids.choices] == [0, 1]
say("two prompts")

banned = dict(logit_bias={}, presence_penalty=1.5, frequency_penalty=1.0)
client.completions.create(model=model, prompt=text, max_tokens=4, temperature=0, **banned)
say("penalties")

stream = client.completions.create(model=model, prompt=text, max_tokens=400, temperature=0, stream=True)
next(iter(stream))
stream.close()
say("a stream that is left")

fails(openai.AuthenticationError, "a wrong key", lambda: wrong_key.models.list())
fails(openai.NotFoundError, "another model", lambda: client.completions.create(model="gpt-4o", prompt="x"))
e = fails(
    openai.BadRequestError,
    "more than the context",
    lambda: client.completions.create(model=model, prompt=text, max_tokens=1_000_000),
)
assert e.code == "context_length_exceeded" and e.param == "max_tokens"
fails(
    openai.BadRequestError,
    "tools",
    lambda: client.chat.completions.create(
        model=model, messages=question, tools=[{"type": "function", "function": {"name": "f"}}]
    ),
)
print(f"all in {time.monotonic() - start:.0f} s")

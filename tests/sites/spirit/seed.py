"""Fills a fresh Spirit through its own models; fed to `manage.py shell`, prints the topics' paths as JSON."""

from __future__ import annotations

import json

from django.contrib.auth import get_user_model
from spirit.category.models import Category
from spirit.comment.models import Comment
from spirit.comment.utils import comment_posted
from spirit.core.utils.markdown import Markdown
from spirit.topic.models import Topic

USERS = ("alice", "bob", "carol")
TOPICS = (
    ("bob", "Hello from bob"),
    ("bob", "Trail running photos"),
    ("carol", "Sourdough bread tips"),
    ("carol", "Best lenses for street photography"),
    ("alice", "Introducing alice"),
)
people = {}
for name in USERS:
    person = get_user_model().objects.create_user(name, email=f"{name}@example.test", password=f"Passw0rd-{name}")
    person.st.is_verified = True
    person.st.nickname = name
    person.st.save()
    people[name] = person
category = Category.objects.create(title="General", description="Everything")
for author, title in TOPICS:
    topic = Topic.objects.create(user=people[author], category=category, title=title)
    text = f"First words of **{title}**, written by {author}. #seed"
    first = Comment.objects.create(user=people[author], topic=topic, comment=text, comment_html=Markdown().render(text))
    comment_posted(comment=first, mentions=None)
print("SEEDED " + json.dumps({topic.title: topic.get_absolute_url() for topic in Topic.objects.all()}))

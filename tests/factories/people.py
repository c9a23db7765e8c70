"""The one cast: an owner, a librarian, a member with two profiles, a child profile, a guest."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from accounts.middleware import PROFILE_KEY
from accounts.models import ApiToken, Profile, Role, User
from library.access import give_all_libraries, grant_libraries

PASSWORD = "correct horse battery"
CHILD_AGE = 6


@dataclass
class Cast:
    """Everybody of one household.

    `owner`, `librarian` and `member` see all libraries, `member_second` (the member's other profile) sees none yet,
    `child` (a profile of the owner's account) sees all libraries up to six years and nothing unrated, `guest` sees no
    library.
    """

    owner: Profile
    librarian: Profile
    member: Profile
    member_second: Profile
    child: Profile
    guest: Profile

    def everybody(self) -> dict[str, Profile]:
        """All profiles by their part."""
        return dict(vars(self))


def make_cast() -> Cast:
    """Make the household."""
    owner = _account("olive", Role.OWNER)
    child = Profile.objects.create(user=owner.user, name="Kim", is_child=True, highest_age=CHILD_AGE)
    member = _account("mara", Role.MEMBER)
    cast = Cast(
        owner=owner,
        librarian=_account("lars", Role.LIBRARIAN),
        member=member,
        member_second=Profile.objects.create(user=member.user, name="Evening"),
        child=child,
        guest=_account("gus", Role.GUEST),
    )
    for profile in (cast.owner, cast.librarian, cast.member, cast.child):
        give_all_libraries(profile)
    cast.child.access.unrated_allowed = False
    cast.child.access.save()
    grant_libraries(cast.guest, [])
    return cast


def _account(name: str, role: str) -> Profile:
    return User.objects.create_user(name, PASSWORD, role=role).profiles.get()


def signed_in(profile: Profile) -> Client:
    """A browser of the profile."""
    client = Client()
    client.force_login(profile.user)
    session = client.session
    session[PROFILE_KEY] = profile.pid
    session.save()
    return client


def with_token(profile: Profile, *scopes: str) -> Client:
    """A program with a token of the profile."""
    _row, secret = ApiToken.issue(profile=profile, name="script", scopes=list(scopes) or ApiToken.ALL_SCOPES)
    return Client(headers={"authorization": f"Bearer {secret}"})

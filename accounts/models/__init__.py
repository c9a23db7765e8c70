"""Users, profiles, devices, tokens."""

from accounts.models.devices import ApiToken, Device
from accounts.models.profiles import Profile
from accounts.models.users import Role, User

__all__ = ["ApiToken", "Device", "Profile", "Role", "User"]

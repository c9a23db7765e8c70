"""Files remember when they were given their place in the catalogue, so that a broken-off scan goes on there."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("library", "0002_search_index")]

    operations = [
        migrations.AddField("mediafile", "resolved_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddIndex(
            "mediafile",
            models.Index(
                fields=["library", "folder", "id"], name="file_to_resolve", condition=Q(resolved_at__isnull=True)
            ),
        ),
    ]

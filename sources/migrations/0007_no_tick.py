from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0006_knower'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='source',
            name='unnamed_known',
        ),
    ]

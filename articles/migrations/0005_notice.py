"""Notices: what somebody is told, and how they want to be told of it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('submitted', 'Submitted'), ('turn', 'Your turn'), ('verdict', 'Verdict'), ('rejected', 'Rejected'), ('due', 'Due soon'), ('held', 'Held at its time'), ('published', 'Published')], max_length=10, verbose_name='kind')),
                ('text', models.CharField(max_length=500, verbose_name='text')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read')),
                ('mail_due_at', models.DateTimeField(null=True, verbose_name='mail due')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to mail')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('story', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='articles.storypage')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(fields=['user', '-at'], name='notice_of_a_person'), models.Index(condition=models.Q(('mail_due_at__isnull', False)), fields=['mail_due_at'], name='notice_to_mail')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('read_at', None)), fields=('user', 'kind', 'story', 'text'), name='notice_told_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('submitted', 'Submitted'), ('turn', 'Your turn'), ('verdict', 'Verdict'), ('rejected', 'Rejected'), ('due', 'Due soon'), ('held', 'Held at its time'), ('published', 'Published')], max_length=10, verbose_name='kind')),
                ('how', models.CharField(choices=[('now', 'At once'), ('digest', 'Once a day'), ('never', 'Never')], max_length=10, verbose_name='by e-mail')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'choice of notices',
                'verbose_name_plural': 'choices of notices',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='notice_chosen_once')],
            },
        ),
    ]

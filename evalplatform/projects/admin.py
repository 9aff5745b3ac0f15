"""Projects, people and their roles in the back office."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils.html import format_html
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from evalplatform.projects.models import Member, Project, User

admin.site.unregister(Group)  # what a person may do is their role in a project


class MemberInline(TabularInline):  # type: ignore[misc]
    model = Member
    extra = 0


@admin.register(Project)
class ProjectAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["slug", "name", "created_at"]
    search_fields = ["slug", "name"]
    inlines = [MemberInline]


class UserForm(UserChangeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = 'Only a hash of it is stored, so nobody can see it here. <a href="{}" class="underline">Set another one</a>.'
        self.fields["password"].help_text = format_html(text, "../password/")  # underlined: the colour alone would not tell it from text


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[misc, type-arg]
    form = UserForm
    filter_horizontal = ()  # Django's two lists have labels that screen readers cannot read
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

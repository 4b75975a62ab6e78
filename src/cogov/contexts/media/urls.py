from django.urls import path, register_converter

from cogov.contexts.media import views
from cogov.contexts.media.pipeline import Size


class TokenConverter:
    regex = "[a-z2-7]{32}"
    to_python = to_url = staticmethod(str)


class SizeConverter:
    regex = "|".join(size.value for size in Size)
    to_python = staticmethod(Size)
    to_url = staticmethod(str)


register_converter(TokenConverter, "photo_token")
register_converter(SizeConverter, "photo_size")

urlpatterns = [
    path("photos", views.upload, name="photo-upload"),
    path("photos/<photo_token:token>/<photo_size:size>.jpg", views.photo, name="photo"),
]

from django.urls import path
from django.views.i18n import set_language

from cogov.ui import basemap, pages, views

app_name = "ui"
urlpatterns = [
    path("language", set_language, name="language"),
    path("appearance", views.appearance, name="appearance"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline", views.offline, name="offline"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("basemap/<slug:name>.geojson", basemap.layer, name="basemap"),
    path("about", pages.about, name="about"),
    path("help", pages.help_page, name="help"),
    path("privacy", pages.privacy, name="privacy"),
    path("gallery", views.gallery, name="gallery"),
    path("gallery/desk", views.gallery_desk, name="gallery_desk"),
    path("gallery/errors/<int:status>", views.gallery_error, name="gallery_error"),
]
